import { type ProductId, productOf } from "@/lib/access/catalogue";
import { GuideSection } from "./guide-section";
import { ProductLimits } from "./product-limits";

/** How keys of a product begin, what its scopes open, and its limits on each plan. */
export function ProductGuide({ product }: { product: ProductId }) {
  const { keys, keysIn, scopes } = productOf(product);
  return (
    <div className="mt-10">
      {keys && (
        <GuideSection id="keys" title="Keys">
          <p>
            Its keys begin with <code>{keys.production}</code>
            {keys.development && (
              <>
                , test keys with <code>{keys.development}</code>
              </>
            )}
            .{" "}
            {keysIn?.header && (
              <>
                They are sent in the header <code>{keysIn.header}</code>.{" "}
              </>
            )}
            <a href="/docs#authentication" className="text-accent-text underline">
              How credentials are sent
            </a>
          </p>
        </GuideSection>
      )}
      {scopes.length > 0 && (
        <GuideSection id="scopes" title="Scopes">
          <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[auto_1fr]">
            {scopes.map(({ id, description }) => (
              <div key={id} className="contents">
                <dt>
                  <code>{id}</code>
                </dt>
                <dd className="text-muted max-sm:mb-2">{description}</dd>
              </div>
            ))}
          </dl>
        </GuideSection>
      )}
      <GuideSection id="limits" title="Limits">
        <ProductLimits product={product} />
      </GuideSection>
    </div>
  );
}
