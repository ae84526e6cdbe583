/**
 * Photographs every step in a browser over the mock shell: `node mock/photograph.mjs [folder] [name…]`.
 * Needs a Chromium at /usr/bin/chromium and `npm run mock` running.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [folder = "/tmp/photos", ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const root = "http://127.0.0.1:5173/";
let faults = 0;

const LOOKS = {
    light: { viewport: { width: 1180, height: 800 }, colorScheme: "light" },
    dark: { viewport: { width: 1180, height: 800 }, colorScheme: "dark" },
    wide: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
    forced: { viewport: { width: 1180, height: 800 }, forcedColors: "active" },
    small: { viewport: { width: 800, height: 600 }, colorScheme: "light" },
    pseudo: { viewport: { width: 1000, height: 700 }, colorScheme: "light" },
    zoom: { viewport: { width: 400, height: 300 }, deviceScaleFactor: 2, colorScheme: "light" },
};

/** Every text 40 % longer, as some languages are. */
function longer() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
        const text = node.data.trim();
        if (text === "" || node.parentElement?.closest("pre, code, .mono, script, style")) continue;
        node.data = node.data.replace(
            text,
            `${text} ${"long ".repeat(Math.ceil((text.length * 0.4) / 5)).trim()}`,
        );
    }
}

const forward = (page) => page.locator(".actions button.forward").click();
const demo = async (page, title, provider) => {
    await page.getByRole("button", { name: /demo/i }).first().click();
    await page.getByRole("dialog").getByText(title, { exact: true }).click();
    if (provider) await page.getByRole("dialog").getByText(provider).click();
    await page.getByRole("dialog").locator("button.forward").click();
    await page.locator("h1", { hasText: /credential|Zugangsdaten/ }).waitFor();
};
const toPlan = async (page) => {
    await forward(page);
    await page.locator("h1", { hasText: /Checked|geprüft/ }).waitFor();
    await forward(page);
    await page.locator("#plan-title").waitFor();
};
const run = async (page) => {
    await toPlan(page);
    await forward(page);
    await page.locator("table").waitFor();
    await page.getByRole("button", { name: /^(Check everything again|Alles erneut prüfen)$/ }).waitFor();
    await page.waitForTimeout(300);
};

const toFinish = async (page) => {
    await page.getByRole("button", { name: /file…|wählen …/ }).click();
    await run(page);
    await forward(page);
    await page.locator("#connection-name").fill("XOAP Prod");
    await page.waitForTimeout(400);
};
const place = async (page, id) => {
    await page.locator(`input[name=place][value=${id}]`).check();
    await page.waitForTimeout(300);
};
const toSaved = async (page) => {
    await page.locator("header .tool").click();
    await page.waitForTimeout(300);
};

const missing = /Missing permissions/;
const SHOTS = {
    provider: ["", async () => {}],
    "provider-chosen": [
        "",
        async (p) => {
            await p.getByRole("radio", { name: /Amazon Web/ }).check();
            await p.getByRole("checkbox", { name: /Encrypted boot/ }).check();
            await p.getByRole("checkbox", { name: /Spot/ }).check();
        },
    ],
    "provider-nothing": ["", forward],
    "provider-drag": ["?drag", async (p) => p.waitForTimeout(700)],
    "provider-bad-file": [
        "?import=bad",
        async (p) => p.getByRole("button", { name: /file…|wählen …/ }).click(),
    ],
    "provider-empty-clipboard": [
        "?import=error",
        async (p) => p.getByRole("button", { name: /clipboard|Zwischenablage/ }).click(),
    ],
    "demo-picker": [
        "",
        async (p) => {
            await p.getByRole("button", { name: /demo/i }).first().click();
            await p.getByRole("dialog").getByText("Missing permissions").click();
        },
    ],
    "credentials-empty": [
        "",
        async (p) => {
            await p.getByRole("radio", { name: /Amazon Web/ }).check();
            await forward(p);
            await p.locator("#field-region").waitFor();
        },
    ],
    "credentials-errors": [
        "",
        async (p) => {
            await p.getByRole("radio", { name: /Amazon Web/ }).check();
            await forward(p);
            await p.locator("#field-access_key_id").fill("XKIA1234");
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "credentials-region": [
        "",
        async (p) => {
            await p.getByRole("radio", { name: /Amazon Web/ }).check();
            await forward(p);
            await p.locator("#field-region").click();
            await p.keyboard.press("ArrowDown");
            await p.keyboard.press("ArrowDown");
        },
    ],
    "credentials-imported": ["", async (p) => p.getByRole("button", { name: /file…|wählen …/ }).click()],
    "credentials-several": [
        "?import=several",
        async (p) => p.getByRole("button", { name: /file…|wählen …/ }).click(),
    ],
    "credentials-google": [
        "?provider=google",
        async (p) => p.getByRole("button", { name: /file…|wählen …/ }).click(),
    ],
    "check-good": [
        "?warn",
        async (p) => {
            await p.getByRole("button", { name: /file…|wählen …/ }).click();
            await forward(p);
        },
    ],
    "check-google": [
        "?provider=google",
        async (p) => {
            await p.getByRole("button", { name: /file…|wählen …/ }).click();
            await p.locator("#field-project").waitFor();
            await forward(p);
        },
    ],
    "check-errors": [
        "",
        async (p) => {
            await p.getByRole("button", { name: /file…|wählen …/ }).click();
            await p.locator("#field-access_key_id").fill("XKIA1234");
            await forward(p);
        },
    ],
    plan: [
        "",
        async (p) => {
            await demo(p, missing);
            await toPlan(p);
        },
    ],
    "plan-google": [
        "",
        async (p) => {
            await demo(p, missing, "Google Cloud");
            await toPlan(p);
        },
    ],
    running: [
        "?pace=120",
        async (p) => {
            await demo(p, missing);
            await toPlan(p);
            await forward(p);
            await p.waitForTimeout(2600);
        },
    ],
    missing: [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
        },
    ],
    "missing-open": [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
            await p.locator(".opener").first().click();
        },
    ],
    "missing-fixed": [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
            await p.getByRole("button", { name: /Apply the fix|Behebung in der Demo/ }).click();
            await p.waitForTimeout(200);
        },
    ],
    rechecked: [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
            await p.getByRole("button", { name: /Apply the fix|Behebung in der Demo/ }).click();
            await p.getByRole("button", { name: /^(Check these|Diese)/ }).click();
            await p.waitForTimeout(1200);
        },
    ],
    granted: [
        "",
        async (p) => {
            await demo(p, "Everything granted");
            await run(p);
        },
    ],
    "no-vpc": [
        "",
        async (p) => {
            await demo(p, "No default VPC");
            await run(p);
        },
    ],
    captive: [
        "",
        async (p) => {
            await demo(p, "Captive portal");
            await run(p);
        },
    ],
    deleted: [
        "",
        async (p) => {
            await demo(p, "A key that was deleted");
            await run(p);
        },
    ],
    cancelled: [
        "?pace=80",
        async (p) => {
            await demo(p, missing);
            await toPlan(p);
            await forward(p);
            await p.waitForTimeout(1500);
            await p.getByRole("button", { name: /^(Cancel|Abbrechen)$/ }).click();
            await p.waitForTimeout(400);
        },
    ],
    "finish-empty": [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
            await forward(p);
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "finish-sheet": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            for (let n = 0; n < 3; n += 1) await p.locator(".next button").first().click();
            await p.waitForTimeout(300);
        },
    ],
    "finish-secret": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            for (let n = 0; n < 5; n += 1) await p.locator(".next button").first().click();
            await p.waitForTimeout(1500);
        },
    ],
    "finish-cleared": [
        "?provider=azure&clears=1",
        async (p) => {
            await toFinish(p);
            for (let n = 0; n < 5; n += 1) await p.locator(".next button").first().click();
            await p.waitForTimeout(2000);
        },
    ],
    "finish-seal": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            await place(p, "seal");
            await p.locator("#seal-keys").fill("age1short");
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "finish-sealed": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            await place(p, "seal");
            await p.locator("#seal-keys").fill(`age1${"q".repeat(58)}`);
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "finish-passphrase": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            await place(p, "seal");
            await p.locator("input[name=seal-kind]").nth(1).check();
            await p.locator("#seal-pass").fill("short");
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "finish-file": [
        "",
        async (p) => {
            await toFinish(p);
            await place(p, "file");
            await p.locator("input[type=checkbox]").check();
            await p.waitForTimeout(500);
        },
    ],
    "finish-file-demo": [
        "",
        async (p) => {
            await demo(p, missing);
            await run(p);
            await forward(p);
            await p.locator("#connection-name").fill("XOAP AWS Prod");
            await place(p, "file");
            await p.getByRole("tab", { name: "PowerShell" }).click();
            await p.waitForTimeout(500);
        },
    ],
    "finish-keep": [
        "?provider=azure",
        async (p) => {
            await toFinish(p);
            await place(p, "keep");
            await forward(p);
            await p.waitForTimeout(300);
        },
    ],
    "finish-keep-none": [
        "?provider=azure&store=none",
        async (p) => {
            await toFinish(p);
            await place(p, "keep");
            await p.waitForTimeout(300);
        },
    ],
    "finish-report": [
        "",
        async (p) => {
            await toFinish(p);
            await p.locator("#report-html").scrollIntoViewIfNeeded();
            await p.getByRole("button", { name: /HTML/ }).click();
            await p.waitForTimeout(300);
        },
    ],
    saved: ["", async (p) => toSaved(p)],
    "saved-empty": ["?saved=none", async (p) => toSaved(p)],
    "saved-no-store": ["?store=none", async (p) => toSaved(p)],
    "saved-broken": ["?saved=broken", async (p) => toSaved(p)],
    "saved-demo": [
        "",
        async (p) => {
            await demo(p, missing);
            await toSaved(p);
        },
    ],
    "saved-rename": [
        "",
        async (p) => {
            await toSaved(p);
            await p.locator("[data-rename]").first().click();
        },
    ],
    "saved-delete": [
        "",
        async (p) => {
            await toSaved(p);
            await p.locator("[data-delete]").first().click();
        },
    ],
    "saved-opened": [
        "",
        async (p) => {
            await toSaved(p);
            await p.locator(".acts button").first().click();
            await p.waitForTimeout(300);
        },
    ],
    "credentials-part": [
        "?provider=azure&part=first",
        async (p) => p.getByRole("button", { name: /file…|wählen …/ }).click(),
    ],
};

const looks = (process.env.LOOKS ?? "light").split(",");
for (const look of looks) {
    for (const [name, [query, act]] of Object.entries(SHOTS)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        const german = look === "german";
        const context = await browser.newContext({
            reducedMotion: "reduce",
            ...(LOOKS[look] ?? LOOKS.light),
        });
        const page = await context.newPage();
        page.setDefaultTimeout(8000);
        page.on("pageerror", (error) => {
            faults += 1;
            console.log(name, "page error:", error.message);
        });
        page.on("console", (m) => {
            if (m.type() === "error") {
                faults += 1;
                console.log(name, "console:", m.text());
            }
        });
        try {
            await page.goto(root + query + (german ? `${query ? "&" : "?"}lang=de` : ""));
            await page.locator("h1").waitFor();
            await act(page);
            await page.waitForTimeout(150);
        } catch (error) {
            faults += 1;
            console.log(look, name, "failed:", error.message.split("\n")[0]);
        }
        if (look === "pseudo") await page.evaluate(longer);
        await page.screenshot({ path: `${folder}/${look}-${name}.png` });
        await page.evaluate(axe);
        const found = await page.evaluate(() =>
            globalThis.axe.run(document, { resultTypes: ["violations"] }),
        );
        // Words that were put in by force are in no accessible name.
        for (const v of look === "pseudo" ? [] : found.violations) {
            faults += 1;
            console.log(
                look,
                name,
                "axe:",
                v.id,
                v.nodes
                    .map((n) => n.target.join(" "))
                    .slice(0, 3)
                    .join(" | "),
                v.nodes[0].any[0]?.message ?? "",
            );
        }
        const wide = await page.evaluate(() => {
            const m = document.querySelector("main");
            return m
                ? [m.scrollWidth - m.clientWidth, document.documentElement.scrollWidth - innerWidth]
                : [0, 0];
        });
        if (wide.some((w) => w > 1)) {
            faults += 1;
            console.log(look, name, "scrolls sideways by", wide.join(" and "));
        }
        await context.close();
    }
}
await browser.close();
console.log(`${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;
