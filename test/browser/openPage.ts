import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"

/** A page with everything unfolded, what it complained about, what it asked for, and the dialogs that it opened. */
export const openPage = async (
  browser: Browser,
  file: string,
  width: number
): Promise<{ readonly page: Page; readonly trouble: Array<string> }> => {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const trouble: Array<string> = []
  page.on("console", (message) => void trouble.push(`${message.type()}: ${message.text()}`))
  page.on("pageerror", (error) => void trouble.push(error.message))
  page.on("dialog", (dialog) => void trouble.push(dialog.message()))
  page.on("request", (request) => {
    if (!/^(?:file|data):/u.test(request.url())) trouble.push(`asks for ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href)
  await page.locator("details").evaluateAll((all) => {
    for (const one of all) one.setAttribute("open", "")
  })
  return { page, trouble }
}
