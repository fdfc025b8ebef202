import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server's binary and the site that was built with it. */
export interface Build {
  binary: string;
  site: string;
}

/**
 * Another build of the same sources, but for its name: a copy of both halves in which the name that the compiler has put
 * into them is another one. Each half believes in its name as it would if it had been compiled with it, and refuses what
 * has another; only what the name stands for, other fields in other places, is not other.
 */
export class OtherBuild implements Build {
  private constructor(
    private readonly folder: string,
    readonly name: string,
  ) {}

  static async of(build: Build, name: string): Promise<OtherBuild> {
    const other = new OtherBuild(await mkdtemp(join(tmpdir(), 'jari-build-')), [...name].reverse().join(''));
    if (other.name === name) throw new Error(`${name} is its own reverse`);
    await cp(build.site, other.site, { recursive: true });
    await rename(build.binary, other.binary, name, other.name);
    await chmod(other.binary, 0o755);
    const wasm = join(other.site, 'pkg/jari.wasm');
    await rename(wasm, wasm, name, other.name);
    // Those hold what it was before.
    for (const compressed of ['br', 'gz']) await rm(`${wasm}.${compressed}`, { force: true });
    return other;
  }

  get binary(): string {
    return join(this.folder, 'server');
  }

  get site(): string {
    return join(this.folder, 'site');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Copies a file with every `from` in it replaced by `to`, which is as long. */
async function rename(source: string, target: string, from: string, to: string): Promise<void> {
  const content = await readFile(source);
  let found = 0;
  for (let at = content.indexOf(from); at !== -1; at = content.indexOf(from, at + 1)) {
    content.write(to, at, 'latin1');
    found += 1;
  }
  if (found === 0) throw new Error(`there is no ${from} in ${source}`);
  await writeFile(target, content);
}
