// node fetch-buf.mjs <rid> <folder>
// Puts the Buf CLI of one platform into a folder: the binary that tools.json pins, and no other. What lies there already and has the pinned
// hash stays, so a second pack needs neither npm nor a network.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ToolError, download, readFromTarball, run, sha256 } from './npm-tarball.mjs';

run(() => {
  const [rid, folder] = process.argv.slice(2);
  const buf = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8')).tools.buf;
  const pin = buf.rids[rid];
  if (!pin) {
    throw new ToolError('GRPCPACK04', `'${rid}' is not a platform that tools.json pins. GrpcToolsRid takes: ${Object.keys(buf.rids).join(', ')}, all.`);
  }

  const target = join(folder, basename(pin.path));
  if (existsSync(target) && sha256(readFileSync(target)) === pin.sha256) {
    return;
  }

  const spec = `${pin.npmPackage}@${buf.version}`;
  const { tarball, integrity } = download(spec);
  if (integrity !== pin.npmIntegrity) {
    throw new ToolError('GRPCPACK06', `The tarball of '${spec}' has the integrity ${integrity}, tools.json pins ${pin.npmIntegrity}. `
      + 'Nothing was packed. A published version never changes: find out who changed which before you run update-tools.mjs.');
  }
  const binary = readFromTarball(tarball, pin.npmPath, spec);
  const hash = sha256(binary);
  if (hash !== pin.sha256) {
    throw new ToolError('GRPCPACK07', `'${pin.npmPath}' of '${spec}' has the SHA-256 ${hash}, tools.json pins ${pin.sha256}. `
      + 'Nothing was packed. The tarball is the pinned one, so tools.json was changed by hand: run update-tools.mjs.');
  }

  // Moved into place whole: a pack that is stopped here leaves no half a binary.
  mkdirSync(folder, { recursive: true });
  const staged = `${target}.${process.pid}`;
  writeFileSync(staged, binary);
  chmodSync(staged, 0o755);
  renameSync(staged, target);
});
