import { DetailLoading } from "@/components/layout/detail-loading";

export default function Loading() {
  return <DetailLoading title="Webhook" cards={[{ height: "h-28" }, { title: "Deliveries", height: "h-48" }]} />;
}
