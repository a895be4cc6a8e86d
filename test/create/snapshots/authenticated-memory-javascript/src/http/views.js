import { join, relative } from 'node:path';
import { Eta } from 'eta';
import { BRAND, SITE_FOLDER } from '../settings/site.js';

/**
 * @import { Express } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * Makes `res.render('home')` render `views/home.eta`. Eta escapes every value, so no value can add HTML.
 *
 * @param {Express} app
 * @param {Settings} settings
 */
export function useViews(app, settings) {
  const views = join(SITE_FOLDER, 'views');
  // Without the cache, a changed view shows at the next request.
  const eta = new Eta({ views, cache: settings.production });

  // What every view can use.
  app.locals.brand = BRAND;
  app.set('view cache', settings.production);
  app.set('views', views);
  app.set('view engine', 'eta');
  app.engine('eta', (file, data, done) => {
    try {
      done(null, eta.render(relative(views, file), data));
    } catch (error) {
      done(error);
    }
  });
}
