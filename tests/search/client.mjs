// The published client and index of a built site, without a browser: the scripts run as they are in a context of their own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

/** Opens the search of the site in the folder `site`. Returns `havenSearch` and the files that were read. */
export async function openSearch(site) {
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const client = /data-client-url="([^"]+)"/.exec(page);
  if (!client) throw new Error(`${site}/index.html names no search script`);
  const context = vm.createContext({});
  const files = [];
  const run = (path) => {
    const name = join(site, path.split('?')[0]);
    files.push(name);
    vm.runInContext(readFileSync(name, 'utf8'), context, { filename: name });
  };
  run(client[1]);
  const search = vm.runInContext('havenSearch', context);
  await search.open(async (name) => run(`search/${name}`));
  return { search, files };
}
