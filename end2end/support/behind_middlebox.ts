import { test as base } from './fixtures';
import { Middlebox } from './middlebox';

/** The same, with something between the browsers and the server. `buyer` has a way of its own. */
export const test = base.extend<{ middlebox: Middlebox }>({
  middlebox: async ({ jari }, use) => {
    const middlebox = await Middlebox.before(jari.url);
    await use(middlebox);
    await middlebox.close();
  },

  baseURL: async ({ middlebox }, use) => use(middlebox.url),
});

export { expect } from './fixtures';
