import type { Reporter, TestModule } from 'vitest/node';

const NAMED = 10;

/** Names at the end the files that took longest: they decide how long the whole run takes. */
export default class NameSlowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= NAMED) return;
    console.log('\nThe slowest files:');
    for (const { file, seconds } of slowestOf(modules)) {
      console.log(`${seconds.toFixed(1).padStart(8)} s  ${file}`);
    }
  }
}

function slowestOf(modules: readonly TestModule[]): Array<{ file: string; seconds: number }> {
  return modules
    .map((module) => ({
      file: module.relativeModuleId,
      seconds: (module.diagnostic().duration + module.diagnostic().collectDuration) / 1000,
    }))
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, NAMED);
}
