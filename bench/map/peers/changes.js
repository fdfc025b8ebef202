/**
 * Changes of seats from a timer in the page, so many a second, as a stream would bring them: each seat is taken, and once all are, each is
 * given back.
 */
export function changesOf(change) {
  let timer;
  let made = 0;
  return {
    begin(rate, places) {
      const begun = performance.now();
      made = 0;
      timer = setInterval(() => {
        const due = Math.floor(((performance.now() - begun) / 1000) * rate);
        for (; made < due; made += 1) {
          change(places[made % places.length], Math.floor(made / places.length) % 2 === 0);
        }
      }, 16);
    },
    made: () => made,
    pause() {
      clearInterval(timer);
      return made;
    },
  };
}

/** The seats are there, and have been seen. */
export function drawn() {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => performance.mark('seats-drawn');
    port2.postMessage(undefined);
  });
}
