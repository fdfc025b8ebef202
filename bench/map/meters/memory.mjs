import { readFile } from 'node:fs/promises';

/**
 * The process of a page: the one of those that draw pages that has worked most since its browser was started, in which nothing else
 * is open.
 */
export async function pageProcess(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime);
  if (pages.length === 0) throw new Error('No process draws a page');
  return pages[0].id;
}

/** The memory of a process that is its own, in bytes: what the browser's own task manager calls its footprint. */
export async function ownMemory(pid) {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0);
  return 1024 * (kilobytes('Private_Dirty') + kilobytes('Swap'));
}
