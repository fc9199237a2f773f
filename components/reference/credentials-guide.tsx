import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { patFormat, productOf, shownKeyProductIds } from "@/lib/access/catalogue";
import { GuideSection } from "./guide-section";
import type { ReferenceEntry } from "./reference-entry";

/** Which credentials there are and how they are sent, from the catalogue's key formats. */
export function CredentialsGuide({ sessionOnly }: { sessionOnly: readonly ReferenceEntry[] }) {
  return (
    <GuideSection id="authentication" title="Authentication">
      <p>
        Send one credential with every request: <code>Authorization: Bearer &lt;credential&gt;</code>. Cookies are never
        read by the API. Without a credential, or with one that is expired or revoked, the answer is 401. When the
        credential may not do this, the answer is 403 with the scope it lacks.
      </p>
      <Table>
        <THead>
          <TR>
            <TH>Credential</TH>
            <TH>Begins with</TH>
            <TH>Rights</TH>
          </TR>
        </THead>
        <TBody>
          <TR>
            <TD className="font-medium">Session token</TD>
            <TD label="Begins with">
              <code>eyJ</code>
            </TD>
            <TD label="Rights">Acts as its user</TD>
          </TR>
          <TR>
            <TD className="font-medium">Personal access token</TD>
            <TD label="Begins with">
              <code>{patFormat.prefix}</code>
            </TD>
            <TD label="Rights">Acts as its user, but does not change who that is</TD>
          </TR>
          {shownKeyProductIds().map((id) => {
            const { label, keys, scopes } = productOf(id);
            return (
              <TR key={id}>
                <TD className="font-medium">{label} API key</TD>
                <TD label="Begins with">
                  <span className="flex flex-wrap gap-x-3 max-sm:justify-end">
                    <code>{keys?.production}</code>
                    {keys?.development && <code>{keys.development} (test)</code>}
                  </span>
                </TD>
                <TD label="Rights">
                  {scopes.length > 0 ? "Only its scopes" : "The data plane, and the list of its user's keys"}
                </TD>
              </TR>
            );
          })}
        </TBody>
      </Table>
      <p>
        Test keys see only test data and count against their own limits. A secret is shown once, when it is created.
      </p>
      <p>
        A key ends with the key or token that made it, can do no more, and counts on its limit too. A changed password
        ends sessions, personal access tokens with what they made, keys without scopes, and what OAuth apps were
        allowed. Other keys go on.
      </p>
      <SessionOnlyList entries={sessionOnly} />
      <ScopeList />
    </GuideSection>
  );
}

/** What a personal access token does not open, from the endpoints' own declarations. */
function SessionOnlyList({ entries }: { entries: readonly ReferenceEntry[] }) {
  return (
    <details className="rounded-lg border px-4 py-3 text-sm">
      <summary className="py-0.5 font-medium pointer-coarse:py-3">
        What takes a session token, and no personal access token
      </summary>
      <ul className="mt-3 flex flex-col gap-1.5">
        {entries.map(({ id, method, path, summary }) => (
          <li key={id}>
            <code className="break-all">
              {method} {path}
            </code>{" "}
            <span className="text-muted">{summary}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ScopeList() {
  return (
    <details className="rounded-lg border px-4 py-3 text-sm">
      <summary className="py-0.5 font-medium pointer-coarse:py-3">All scopes</summary>
      <dl className="mt-3 grid gap-x-6 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {shownKeyProductIds().flatMap((id) =>
          productOf(id).scopes.map((scope) => (
            <div key={scope.id} className="contents">
              <dt>
                <code>{scope.id}</code>
              </dt>
              <dd className="text-muted max-sm:mb-2">{scope.description}</dd>
            </div>
          )),
        )}
      </dl>
    </details>
  );
}
