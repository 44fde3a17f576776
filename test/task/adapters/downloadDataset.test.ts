import { existsSync, readdirSync, readFileSync } from "node:fs"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it, onTestFinished } from "vitest"
import { downloadDataset, parseDatasetName } from "../../../src/task/adapters/downloadDataset.js"
import { loadDataset } from "../../../src/task/loadDataset.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const file = { repository: "someone/sums", path: "data/test.jsonl", revision: "main" }
const line = '{"question": "How much is 1+1?", "answer": "#### 2"}\n'

/** A server on this machine; gives back its address and the requests that it saw. */
const serve = async (answer: RequestListener) => {
  const seen: Array<{ readonly url: string | undefined; readonly authorization: string | undefined }> = []
  const server = createServer((request, response) => {
    seen.push({ url: request.url, authorization: request.headers.authorization })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const failure = (options: Parameters<typeof downloadDataset>[1]) =>
  Effect.runPromise(Effect.flip(downloadDataset(file, options)))

describe("parseDatasetName", () => {
  const parse = (name: string) => Effect.runSync(parseDatasetName(name, "test.jsonl"))
  it("reads repository, path and revision", () => {
    expect(parse("hf:openai/gsm8k")).toEqual({ repository: "openai/gsm8k", path: "test.jsonl", revision: "main" })
    expect(parse("hf:a/b/c/d.csv@v1.0")).toEqual({ repository: "a/b", path: "c/d.csv", revision: "v1.0" })
    expect(parse("hf:a/b@refs/pr/3")).toEqual({ repository: "a/b", path: "test.jsonl", revision: "refs/pr/3" })
  })

  it.each([
    "gsm8k",
    "hf:gsm8k",
    "hf:a/b/../../etc/passwd",
    "hf:../b/c",
    "hf:a/b@..",
    "hf:a/b//c",
    "hf:a/b c",
    "hf:a/b/c@"
  ])("refuses %s", (name) => {
    const error = Effect.runSync(Effect.flip(parseDatasetName(name, "test.jsonl")))
    expect(error.value).toBe(name)
    expect(error.limit).toContain("hf:user/repository")
  })
})

describe("downloadDataset", () => {
  it("fetches once and keeps the file", async () => {
    const { endpoint, seen } = await serve((_, response) => response.end(line))
    const directory = temporaryFolder()
    const path = await Effect.runPromise(downloadDataset(file, { endpoint, directory }))
    expect(path).toBe(join(directory, "someone/sums/main/data/test.jsonl"))
    expect(readFileSync(path, "utf8")).toBe(line)
    expect(await Effect.runPromise(downloadDataset(file, { endpoint, directory }))).toBe(path)
    expect(seen).toEqual([{ url: "/datasets/someone/sums/resolve/main/data/test.jsonl", authorization: undefined }])
  })

  it("follows to another address, and hands the token in only when given one", async () => {
    const store = await serve((_, response) => response.end(line))
    const { endpoint, seen } = await serve((_, response) => {
      response.writeHead(302, { location: `${store.endpoint}/blob` }).end()
    })
    const directory = temporaryFolder()
    const path = await Effect.runPromise(downloadDataset(file, { endpoint, directory, token: "let-me-in" }))
    expect(readFileSync(path, "utf8")).toBe(line)
    expect(seen[0]?.authorization).toBe("Bearer let-me-in")
    expect(store.seen).toEqual([{ url: "/blob", authorization: undefined }])
  })

  it.each([
    [401, "asks who you are", "Accept the data set's terms"],
    [403, "asks who you are", "Accept the data set's terms"],
    [404, "there is no such file", "Check repository, path and revision."],
    [503, "the server answered 503", "Try later"]
  ])("says what a %d means", async (status, value, advice) => {
    const { endpoint } = await serve((_, response) => response.writeHead(status).end())
    const error = await failure({ endpoint, directory: temporaryFolder() })
    expect(error._tag).toBe("InputError")
    expect(error.what).toBe("Download of someone/sums/data/test.jsonl")
    expect(error.value).toContain(value)
    expect(error.advice).toContain(advice)
  })

  it("says that there is no network", async () => {
    const { endpoint } = await serve(() => {})
    const closed = `${endpoint.slice(0, endpoint.lastIndexOf(":"))}:1`
    const error = await failure({ endpoint: closed, directory: temporaryFolder() })
    expect(error.value).toContain("cannot be reached")
    expect(error.advice).toContain("give its path as `file`")
  })

  it("gives up when nothing comes, and leaves nothing behind", async () => {
    const { endpoint } = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" })
      response.write("half")
    })
    const directory = temporaryFolder()
    const error = await failure({ endpoint, directory, stallSeconds: 0.3 })
    expect(error.value).toBe("no byte for 0.3 seconds")
    expect(readdirSync(join(directory, "someone/sums/main/data"))).toEqual([])
  })

  it("takes a connection that breaks off for no file", async () => {
    const { endpoint } = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" })
      response.write("half", () => response.destroy())
    })
    const directory = temporaryFolder()
    expect((await failure({ endpoint, directory })).value).toContain("cannot be reached")
    expect(existsSync(join(directory, "someone/sums/main/data/test.jsonl"))).toBe(false)
  })

  it("is where an hf: source comes from", async () => {
    const { endpoint, seen } = await serve((_, response) => response.end(line))
    const directory = temporaryFolder()
    const task = await Effect.runPromise(
      loadDataset({ dataset: "gsm8k", hf: "hf:someone/sums/train.jsonl@v2", split: "train" }, { endpoint, directory })
    )
    expect(task.items).toEqual([
      { id: "gsm8k-train-0001", question: "How much is 1+1?", answer: "2", traits: { steps: 0 } }
    ])
    await Effect.runPromise(Effect.flip(loadDataset({ dataset: "gsm8k", hf: true }, { endpoint, directory })))
    expect(seen.map(({ url }) => url)).toEqual([
      "/datasets/someone/sums/resolve/v2/train.jsonl",
      "/datasets/openai/gsm8k/resolve/main/main/test-00000-of-00001.parquet"
    ])
    const error = await Effect.runPromise(
      Effect.flip(loadDataset({ dataset: "gsm8k", hf: true, split: "dev" }, { endpoint, directory }))
    )
    expect(error.limit).toBe("must be one of test, train")
  })
})
