// Loads the wasm, which then takes the page over.
//
// While two builds are served side by side, as in a rollout, a page of one may find itself before a server of the other:
// its files are not there, or it cannot read what it is answered. Then it is loaded again. The new page may come from the
// old build again, so there is a pause after that, of a minute at first and twice as long each time: no page is loaded in
// a loop. What one has on hold is kept by the server, and is there again afterwards.
((script, wasm) => {
  const KEY = 'jari-reloads';
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;

  // Loads the page again unless that was done a moment ago; answers whether it does.
  window.jariReload = () => {
    try {
      const now = Date.now();
      const [times, last] = (sessionStorage.getItem(KEY) ?? '0 0').split(' ').map(Number);
      const since = now - last;
      if (times > 0 && since >= 0 && since < Math.min(MINUTE * 2 ** (times - 1), HOUR)) return false;
      sessionStorage.setItem(KEY, `${since > HOUR ? 1 : times + 1} ${now}`);
    } catch {
      // Where nothing can be remembered, nothing would end the loop.
      return false;
    }
    location.reload();
    return true;
  };

  // The server's time as it stood in the head of the answer that brought the page; nothing where the browser does not tell, or had
  // the page itself. A page that is the same for everybody has no time in it.
  window.jariTold = () => {
    const [page] = performance.getEntriesByType('navigation');
    if (!page?.transferSize) return undefined;
    const told = page.serverTiming?.find(({ name }) => name === 'now');
    return told && Number(told.description);
  };

  const isGone = async (file) => (await fetch(file, { method: 'HEAD', cache: 'no-store' })).status === 404;
  const start = async () => {
    const module = await import(script);
    await module.default({ module_or_path: wasm });
    await module.hydrate();
  };
  start().catch(async (error) => {
    // A network that failed is no reason: without the wasm the page works by its links and forms.
    if ((await isGone(script)) || (await isGone(wasm))) window.jariReload();
    throw error;
  });
})
