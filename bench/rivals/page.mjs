/** The signed-in page of the generated site, made in the fastest way: without a template engine, and without files. */
export function page(userName) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Web App</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <header>
      <nav class="bar" aria-label="Main">
        <strong class="brand">MyApp</strong>
        <a href="/home">Home</a>
        <a href="/about">About</a>
        <a href="/contact">Contact</a>
        <a href="/products">Products</a>
        <form action="/login" method="get"><button>Sign In</button></form>
        <form action="/logout" method="post"><button>Log Out</button></form>
        <span class="welcome">Welcome ${escapeHtml(userName)}!</span>
      </nav>
      <hr>
    </header>
    <main>
      <h1>You are at the About page!!</h1>
    </main>
  </body>
</html>
`;
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
