#!/usr/bin/env node
import { processTerminal } from "./execute.js"
import { gain } from "./gain.js"

process.exitCode = await gain(process.argv.slice(2), processTerminal)
