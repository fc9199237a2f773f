import "server-only";

/** Words and runs that the passwords of known breaches are mostly made of. */
const stems = `
password passw0rd p@ssword p@ssw0rd passwort motdepasse contraseña
qwerty qwertyui qwertyuiop qwertz qwertzui azerty azertyui asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm
1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3r4 qazwsx qazwsxedc zaq12wsx
abcdefgh abcd1234 abc12345 a1b2c3d4 aa123456 a123456 a1234567 abcdef
12345678 123456789 1234567890 0123456789 987654321 9876543210 87654321 01234567 1234567
11223344 12341234 12344321 123123123 123321123 112233445566 13579246 147258369 159753 741852963 789456123
letmein iloveyou trustno1 welcome sunshine princess football baseball basketball superman batman starwars
dragon monkey shadow master michael jennifer jordan hunter charlie computer internet samsung whatever
mustang liverpool chelsea arsenal barcelona juventus realmadrid pokemon minecraft fortnite
cheese freedom flower summer winter spring autumn december november september
administrator admin administrador root toor guest default changeme secret testtest test1234 temp1234 demo1234
login access system server database oracle google facebook linkedin dropbox github
blink182 hello hello123 killer jessica ashley daniel thomas robert matthew joshua andrew
`;

/** What people append to make such a word pass a rule. */
const endings = [
  "",
  "1",
  "12",
  "123",
  "1234",
  "12345",
  "123456",
  "!",
  "1!",
  "123!",
  "@123",
  "#1",
  "2023",
  "2024",
  "2025",
  "2026",
];

/** Passwords of at least eight characters that are refused, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  stems
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((stem) => endings.map((ending) => stem + ending))
    .filter((password) => password.length >= 8),
);
