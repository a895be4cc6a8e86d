// Stands for the development server of the front end (Vite, webpack), which proxies nothing here.
require('node:http')
  .createServer((_req, res) => res.end('<div id="root"></div>'))
  .listen(0, '127.0.0.1');
