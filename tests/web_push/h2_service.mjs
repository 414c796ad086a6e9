// A push service over TLS and HTTP/2 for measuring and for the guard: counts, answers 201.
// node h2_service.mjs KEY.pem CERT.pem  →  prints its port; GET /count tells how many messages, streams at once, connections.
import { createSecureServer } from 'node:http2'
import { readFileSync } from 'node:fs'

const [key, cert] = process.argv.slice(2).map((path) => readFileSync(path))
const seen = { messages: 0, bytes: 0, connections: 0, now: 0, most: 0, protocols: {} }
const server = createSecureServer({ key, cert, allowHTTP1: true, settings: { maxConcurrentStreams: 100 } })

server.on('secureConnection', (socket) => {
  seen.connections += 1
  seen.protocols[socket.alpnProtocol] = (seen.protocols[socket.alpnProtocol] ?? 0) + 1
})
server.on('request', (request, response) => {
  if (request.url === '/count') return response.end(JSON.stringify(seen))
  seen.now += 1
  seen.most = Math.max(seen.most, seen.now)
  request.on('data', (chunk) => { seen.bytes += chunk.length })
  request.on('end', () => {
    seen.messages += 1
    seen.now -= 1
    response.writeHead(201)
    response.end()
  })
})
process.stdin.on('end', () => process.exit(0)).resume()  // whoever started it is gone
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
