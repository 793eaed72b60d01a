// Judges cases with @cloud-copilot/iam-simulate: one simulation a line in, one verdict a line out, in the same order.
// Runs beside node_modules, so compare.py copies it to .bench/oracle.
import { createInterface } from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    const outcome = await runSimulation(JSON.parse(line), {})
    answer =
      outcome.resultType === 'error'
        ? { refused: outcome.errors.message, errors: outcome.errors }
        : {
            verdict: outcome.overallResult === 'Allowed' ? 'ALLOW' : 'DENY',
            explicit: outcome.overallResult === 'ExplicitlyDenied',
            ignored: outcome.result?.ignoredContextKeys ?? [],
          }
  } catch (error) {
    answer = { refused: `threw: ${error.message}` }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
