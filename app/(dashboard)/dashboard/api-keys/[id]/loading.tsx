import { DetailLoading } from "@/components/layout/detail-loading";

export default function Loading() {
  return (
    <DetailLoading
      title="API key"
      cards={[
        { title: "Usage, last 30 days", height: "h-44" },
        { title: "Errors, last 30 days", height: "h-24" },
        { title: "Last requests", height: "h-32" },
        { title: "Settings", height: "h-64" },
      ]}
    />
  );
}
