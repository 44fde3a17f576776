import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Tests and examples import the package by its name; it is its own source here.
const doors = [
  { find: /^collaboration-gain$/u, replacement: here("src/index.ts") },
  { find: /^collaboration-gain\/factors$/u, replacement: here("factors/index.ts") },
  { find: /^collaboration-gain\/llama$/u, replacement: here("src/llama.ts") },
  { find: /^collaboration-gain\/cpmobius$/u, replacement: here("src/cpmobius.ts") },
  { find: /^collaboration-gain\/langchain$/u, replacement: here("src/langchain.ts") },
  { find: /^collaboration-gain\/testing$/u, replacement: here("src/testing/index.ts") }
]

const minute = 60_000

// One process a file, so that native models are released with it, and two at once: the reference machine has two cores.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias: doors },
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.long.test.ts", "test/**/*.heavy.test.ts"],
          testTimeout: minute / 2,
          hookTimeout: minute / 2
        }
      },
      {
        resolve: { alias: doors },
        test: {
          name: "long",
          include: ["test/**/*.long.test.ts"],
          testTimeout: 15 * minute,
          hookTimeout: 5 * minute
        }
      },
      // A minute and more each: part of the long tier, left out where everything has to end within 20 minutes.
      {
        resolve: { alias: doors },
        test: {
          name: "heavy",
          include: ["test/**/*.heavy.test.ts"],
          testTimeout: 15 * minute,
          hookTimeout: 5 * minute
        }
      }
    ]
  }
})
