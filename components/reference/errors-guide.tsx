import { CodeBlock } from "@/components/ui/code-block";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { GuideSection } from "./guide-section";

export type ErrorRow = { status: number; nested: string; flat: string; meaning: string };
export type ErrorExamples = {
  rows: readonly ErrorRow[];
  /** A whole body in the envelope of `/v1`, and in that of `/api/v1`. */
  nested: string;
  flat: string;
};

/** The two error envelopes and every code, as the server itself answers them. */
export function ErrorsGuide({ errors }: { errors: ErrorExamples }) {
  return (
    <GuideSection id="errors" title="Errors">
      <p>
        An error is always JSON, and the status code tells its kind. The body follows the path. Quote{" "}
        <code>X-Request-Id</code> when you ask for help.
      </p>
      <CodeBlock title="Everywhere but /api/v1" code={errors.nested} />
      <CodeBlock title="Under /api/v1" code={errors.flat} />
      <Table>
        <THead>
          <TR>
            <TH>Status</TH>
            <TH>Code</TH>
            <TH>Under /api/v1</TH>
            <TH>Meaning</TH>
          </TR>
        </THead>
        <TBody>
          {errors.rows.map(({ status, nested, flat, meaning }) => (
            <TR key={flat}>
              <TD className="font-medium">{status}</TD>
              <TD label="Code">
                <code>{nested}</code>
              </TD>
              <TD label="Under /api/v1">
                <code>{flat}</code>
              </TD>
              <TD className="text-muted">{meaning}</TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </GuideSection>
  );
}
