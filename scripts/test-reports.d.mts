/** A test of a run, by its file and titles. */
export type RanTest = { id: string; passed: boolean; failed: boolean; why: string };

type VitestReport = {
  testResults: readonly {
    name: string;
    status: string;
    message?: string;
    assertionResults: readonly {
      ancestorTitles: readonly string[];
      title: string;
      status: string;
      failureMessages?: readonly string[];
    }[];
  }[];
};
type Suite = {
  title: string;
  suites?: readonly Suite[];
  specs?: readonly {
    file: string;
    title: string;
    ok: boolean;
    tests?: readonly { status: string; results?: readonly { errors?: readonly { message?: string }[] }[] }[];
  }[];
};

export function readReport(file: string): Promise<unknown>;
export function testsOfVitest(report: VitestReport, root: string): RanTest[];
export function testsOfPlaywright(report: { suites: readonly Suite[] }): RanTest[];
export function failureLines(tests: readonly Pick<RanTest, "id" | "failed" | "why">[], most?: number): string[];
