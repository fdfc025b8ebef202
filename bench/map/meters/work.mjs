/** How much the main thread of a page has worked while something was done, in parts of the time, as the browser itself counts it. */
export async function worked({ session }, act) {
  await session.send('Performance.enable');
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { at: of('Timestamp'), worked: of('TaskDuration') };
  };
  const before = await read();
  const result = await act();
  const after = await read();
  return { result, busy: (after.worked - before.worked) / (after.at - before.at) };
}
