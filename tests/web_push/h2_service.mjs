// A push service over TLS and HTTP/2, as fast as Node can: takes everything, answers 201.
// node h2_service.mjs KEY.pem CERT.pem  →  prints its port; GET /count says what it has seen.
import { createSecureServer } from 'node:http2'
import { readFileSync } from 'node:fs'

const [key, cert] = process.argv.slice(2).map((path) => readFileSync(path))
const seen = { messages: 0, connections: 0 }
const server = createSecureServer({ key, cert, settings: { maxConcurrentStreams: 100 } })

server.on('session', () => { seen.connections += 1 })
server.on('sessionError', () => {})
server.on('stream', (stream, headers) => {
  stream.on('error', () => {})  // a sender that gave up is no reason to die
  if (headers[':path'] === '/count') {
    stream.respond({ ':status': 200 })
    return stream.end(JSON.stringify(seen))
  }
  stream.on('end', () => {
    seen.messages += 1
    if (!stream.destroyed && !stream.closed) stream.respond({ ':status': 201 }, { endStream: true })
  })
  stream.resume()
})
process.stdin.on('end', () => process.exit(0)).resume()  // whoever started it is gone
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
