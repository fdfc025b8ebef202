import path from 'node:path';
import type { Locator } from '@playwright/test';

interface Read {
  data: string;
}

/** What is in a QR code as it is on the screen, read by a program that others have written, as a gate's camera reads it. */
export async function readQrCode(code: Locator): Promise<string | undefined> {
  await code.scrollIntoViewIfNeeded();
  const picture = (await code.screenshot()).toString('base64');
  // A page of its own: ours let no script in.
  const reader = await code.page().context().newPage();
  await reader.addScriptTag({ path: path.join(__dirname, '../node_modules/jsqr/dist/jsQR.js') });
  const read = await reader.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
    const { jsQR } = globalThis as unknown as { jsQR: (data: Uint8ClampedArray, width: number, height: number) => Read | null };
    return jsQR(data, width, height)?.data;
  }, picture);
  await reader.close();
  return read;
}
