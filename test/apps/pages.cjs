// The pages that these apps share.

const escaped = (text = '') => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (user, main) => `<!doctype html><title>An app</title>
<nav><a href="/">Home</a> ${user ? `${escaped(user)} <form action="/logout" method="post"><button>Log out</button></form>` : ''}</nav>
<main>${main}</main>`;

exports.home = (user) => page(user, 'Home');
exports.about = (user) => page(user, 'About');
exports.form = (next) =>
  page(
    undefined,
    `<form action="/login" method="post">
  <input type="hidden" name="next" value="${escaped(next)}">
  <input name="username"><input type="password" name="secret"><button>Sign in</button>
</form>`,
  );
