import { readList, SettingError } from './values.ts';

/** `shop.example`, or `.shop.example` for all names below it. */
const HOST_NAME = /^\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Reads ALLOWED_HOSTS: the host names that visitors may use for this site. */
export function readAllowedHosts(env: NodeJS.ProcessEnv): string[] {
  const hosts = readList(env, 'ALLOWED_HOSTS').map((host) => host.toLowerCase());
  if (hosts.every((host) => host.length <= 254 && HOST_NAME.test(host))) return hosts;
  throw new SettingError(
    'ALLOWED_HOSTS',
    `names without a port, such as shop.example, or .shop.example for all names below it, separated by commas, not "${env.ALLOWED_HOSTS}"`,
  );
}
