import { Option } from 'commander';

/**
 * An option that may be given several times; its values come as a list, empty unless given.
 *
 * @param otherwise what help says is taken then
 */
export function repeatable(flags: string, description: string, otherwise = 'none'): Option {
  return new Option(flags, description)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], otherwise);
}
