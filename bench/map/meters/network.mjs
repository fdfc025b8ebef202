/** What a page downloads, as the browser counts it on the wire: heads, and bodies as they were encoded. */
export class Downloads {
  static async of({ session }) {
    const downloads = new Downloads();
    const urls = new Map();
    session.on('Network.responseReceived', ({ requestId, response }) => {
      const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
      urls.set(requestId, { url: response.url, encoding: encoding ?? 'none' });
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const of = urls.get(requestId);
      if (of) downloads.files.push({ ...of, bytes: encodedDataLength });
    });
    await session.send('Network.enable');
    return downloads;
  }

  files = [];

  bytes(isCounted = () => true) {
    return this.files.filter(({ url }) => isCounted(new URL(url).pathname)).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What is large and was sent as it is. */
  plain() {
    const isCompact = (path) => /\.(png|jpe?g|webp|woff2)$/.test(path);
    return this.files.filter(({ url, encoding, bytes }) => encoding !== 'br' && bytes > 2_000 && !isCompact(new URL(url).pathname));
  }
}
