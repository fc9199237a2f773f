import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { keyProductIds, patFormat, productOf } from "@/lib/access/catalogue";
import { GuideSection } from "./guide-section";

/** Which credentials there are and how they are sent, from the catalogue's key formats. */
export function CredentialsGuide() {
  return (
    <GuideSection id="authentication" title="Authentication">
      <p>
        Send one credential with every request: <code>Authorization: Bearer &lt;credential&gt;</code>. Cookies are never
        read by the API. Without a credential, or with one that is expired or revoked, the answer is 401; when the
        credential may not do this, 403 with the scope it lacks.
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
            <TD label="Rights">Acts as its user</TD>
          </TR>
          {keyProductIds.map((id) => {
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
                <TD label="Rights">{scopes.length > 0 ? "Only its scopes" : "Acts as its user"}</TD>
              </TR>
            );
          })}
        </TBody>
      </Table>
      <p>
        Test keys see only test data and count against their own limits. A secret is shown once, when it is created.
      </p>
      <ScopeList />
    </GuideSection>
  );
}

function ScopeList() {
  return (
    <details className="rounded-lg border px-4 py-3 text-sm">
      <summary className="font-medium">All scopes</summary>
      <dl className="mt-3 grid gap-x-6 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {keyProductIds.flatMap((id) =>
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
