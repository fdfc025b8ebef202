/**
 * Notes in the page, frame by frame, when it is painted for the first time with: the map as the server has drawn it (`map`), a seat in the
 * middle of the canvas (`seats`), a seat in the list of one's own (`own`). Times are milliseconds since the navigation began.
 */
export const MILESTONES = (blocks) => `
  window.milestones = {};
  {
    const seen = {
      map: () => document.querySelectorAll('svg.venue-map .block-mark polygon').length >= ${blocks},
      seats: () => {
        const canvas = document.querySelector('.surface.is-live canvas.surface-seats');
        if (!canvas) return false;
        const [x, y] = [canvas.width >> 1, canvas.height >> 1];
        return canvas.getContext('2d').getImageData(x, y, 1, 1).data[3] > 0;
      },
      own: () => document.querySelector('.own-seats li') !== null,
    };
    const look = () => {
      for (const [name, isSeen] of Object.entries(seen)) {
        if (name in window.milestones || !isSeen()) continue;
        window.milestones[name] = undefined;
        // What comes after the frame has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (window.milestones[name] = performance.now());
        port2.postMessage(undefined);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }
`;

/** When a page has come so far; waits until it has. */
export async function milestone(page, name, timeout) {
  const handle = await page.waitForFunction((of) => window.milestones?.[of], name, { timeout, polling: 'raf' });
  return handle.jsonValue();
}
