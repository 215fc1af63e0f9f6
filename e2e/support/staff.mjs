// What a shop's staff do in the admin.

/** Signs in and shows 受注一覧. */
export async function signIn(page, demo) {
  await page.goto(demo.admin);
  await page.getByLabel('ログインID').fill(demo.admin_user);
  await page.getByLabel('パスワード').fill(demo.admin_password);
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByRole('heading', { name: '受注一覧' }).waitFor();
}

/** Opens the order of this number from the list. */
export async function openOrder(page, number) {
  await page.getByRole('link', { name: number, exact: true }).click();
  await page.getByRole('heading', { name: /受注明細/ }).waitFor();
}

/** The status frame. */
export function frame(page) {
  return page.locator('.frame');
}

/** What the frame offers: each button's word, and whether it can be pressed. */
export async function buttons(page) {
  const shown = await frame(page).locator('.actions button').all();
  const each = shown.map(async (button) => [await button.innerText(), await button.isEnabled()]);
  return Object.fromEntries(await Promise.all(each));
}

/** Presses a button of the frame, then the same in the dialog that lists what will happen. */
export async function act(page, name) {
  await frame(page).getByRole('button', { name }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
}
