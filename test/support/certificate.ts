import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { scratchFolder } from './scratch.ts';

/**
 * The files of a new key, and of a certificate for loopback that it signed itself.
 *
 * @param folder where they lie; where absent, they go when the running test ends
 */
export function selfSignedCertificate(folder = scratchFolder()): {
  key: string;
  certificate: string;
} {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const selfSigned = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject];
  execFileSync('openssl', [...selfSigned, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return { key, certificate };
}
