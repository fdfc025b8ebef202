import type { Locator } from '@playwright/test';

/** A text as a part of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What assistive technology calls an element. */
export async function accessibleName(locator: Locator): Promise<string> {
  const snapshot = await locator.ariaSnapshot();
  const name = /"(.*)"/.exec(snapshot.split('\n', 1)[0])?.[1];
  if (name === undefined) throw new Error(`no name in ${snapshot}`);
  return name.replaceAll('\\"', '"');
}
