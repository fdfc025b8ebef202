/** What counts the frames of a page: it runs in the page, before anything else. */
export const FRAMES = `
  window.frameMeter = {
    start() {
      this.gaps = [];
      this.runs = true;
      let last = performance.now();
      const next = (now) => {
        this.gaps.push(now - last);
        last = now;
        if (this.runs) requestAnimationFrame(next);
      };
      requestAnimationFrame((now) => { last = now; requestAnimationFrame(next); });
    },
    stop() {
      this.runs = false;
      return this.gaps;
    },
  };
`;

/** A frame that takes longer than this is one that is seen to be late, in milliseconds. */
const LATE = 50;
/** The clock of frames is exact to a fraction of a millisecond. */
const EXACT = 0.5;

/** Counts the frames that a page draws while something is done. */
export async function countFrames(page, act) {
  await page.evaluate(() => window.frameMeter.start());
  await act();
  return summary(await page.evaluate(() => window.frameMeter.stop()));
}

/** What there is to tell of the times from frame to frame, in milliseconds. */
export function summary(gaps) {
  if (gaps.length === 0) throw new Error('No frame was drawn');
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return {
    rate: (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0),
    p99: at(0.99),
    worst: sorted[sorted.length - 1],
    late: gaps.filter((gap) => gap > LATE + EXACT).length / gaps.length,
    frames: gaps.length,
  };
}
