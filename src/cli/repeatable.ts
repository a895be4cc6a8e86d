import { Option } from 'commander';

/**
 * An option that may be given several times; its values are a list, by default empty.
 *
 * @param otherwise the default that help shows
 */
export function repeatable(flags: string, description: string, otherwise = 'none'): Option {
  return new Option(flags, description)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], otherwise);
}
