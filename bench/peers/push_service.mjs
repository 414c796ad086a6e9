// A push service over TLS, HTTP/2 for who speaks it: takes everything with 201, and knows when the last one came.
// node push_service.mjs KEY.pem CERT.pem  →  prints its port; GET /seen tells {messages, last_ns}, by the monotonic clock.
import { createSecureServer } from 'node:http2'
import { readFileSync } from 'node:fs'

const [key, cert] = process.argv.slice(2).map((path) => readFileSync(path))
const seen = { messages: 0, last_ns: 0 }
const server = createSecureServer({ key, cert, allowHTTP1: true, settings: { maxConcurrentStreams: 100 } })

function taken () {
  seen.messages += 1
  seen.last_ns = Number(process.hrtime.bigint())
}

server.on('stream', (stream) => {
  stream.on('end', () => {
    taken()
    stream.respond({ ':status': 201 }, { endStream: true })
  })
  stream.resume()
})
server.on('request', (request, response) => {
  if (request.httpVersionMajor === 2) return // answered above
  if (request.url === '/seen') return response.end(JSON.stringify(seen))
  request.on('end', () => {
    taken()
    response.writeHead(201).end()
  }).resume()
})
process.stdin.on('end', () => process.exit(0)).resume() // whoever started it is gone
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
