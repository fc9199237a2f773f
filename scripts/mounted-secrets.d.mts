type Environment = Readonly<Record<string, string | undefined>>;

export function readMounted(environment: Environment): {
  values: Record<string, string>;
  problems: { name: string; message: string }[];
};

export function withMounted<E extends Environment>(environment: E): E & Record<string, string | undefined>;
