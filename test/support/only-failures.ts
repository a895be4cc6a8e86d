import { DefaultReporter, type TestModule } from 'vitest/node';

/** Shows the tests that failed, with what they printed; of all others, how many there were. */
export default class OnlyFailures extends DefaultReporter {
  constructor() {
    super({ silent: 'passed-only' });
  }

  protected override printTestModule(module: TestModule): void {
    if (module.state() === 'failed') super.printTestModule(module);
  }
}
