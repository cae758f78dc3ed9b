// node fetch-protos.mjs <folder>
// Puts the protos that tools.json pins below a folder, under their import paths. What lies there already and has the pinned hash stays, so
// a second pack needs neither npm nor a network.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ToolError, download, readFromTarball, run, sha256 } from './npm-tarball.mjs';

run(() => {
  const [folder] = process.argv.slice(2);
  const { version, npmPackage, npmIntegrity, files } = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8')).protos;
  const missing = Object.entries(files).filter(([path, hash]) => !existsSync(join(folder, path)) || sha256(readFileSync(join(folder, path))) !== hash);
  if (missing.length === 0) {
    return;
  }

  const spec = `${npmPackage}@${version}`;
  const { tarball, integrity } = download(spec);
  if (integrity !== npmIntegrity) {
    throw new ToolError('GRPCPACK06', `The tarball of '${spec}' has the integrity ${integrity}, tools.json pins ${npmIntegrity}. `
      + 'Nothing was packed. A published version never changes: find out who changed which before you run update-tools.mjs.');
  }
  for (const [path, pinned] of missing) {
    const proto = readFromTarball(tarball, path, spec);
    if (sha256(proto) !== pinned) {
      throw new ToolError('GRPCPACK07', `'${path}' of '${spec}' has the SHA-256 ${sha256(proto)}, tools.json pins ${pinned}. `
        + 'Nothing was packed. The tarball is the pinned one, so tools.json was changed by hand: run update-tools.mjs.');
    }

    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    const staged = `${target}.${process.pid}`;
    writeFileSync(staged, proto);
    renameSync(staged, target);
  }
});
