package dev.troupe.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP as bytes on a socket, for what a client library refuses to send. */
final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  /** A response; header names in lower case. */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text(), e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] post(String target, String headers, byte[] body) {
    return join(
        ascii(
            "POST %s HTTP/1.1\r\nHost: edge\r\nContent-Length: %d\r\n%s\r\n"
                .formatted(target, body.length, headers)),
        body);
  }

  static byte[] chunked(String target, String headers, byte[] body, int chunk) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        ascii(
            "POST %s HTTP/1.1\r\nHost: edge\r\nTransfer-Encoding: chunked\r\n%s\r\n"
                .formatted(target, headers)));
    for (int at = 0; at < body.length; at += chunk) {
      int length = Math.min(chunk, body.length - at);
      out.writeBytes(ascii(Integer.toHexString(length) + "\r\n"));
      out.write(body, at, length);
      out.writeBytes(ascii("\r\n"));
    }
    out.writeBytes(ascii("0\r\n\r\n"));
    return out.toByteArray();
  }

  static byte[] bodiless(String method, String target, String headers) {
    return ascii("%s %s HTTP/1.1\r\nHost: edge\r\n%s\r\n".formatted(method, target, headers));
  }

  static byte[] join(byte[] first, byte[] second) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  /** Sends these bytes as they are, and reads one response. */
  static Answer send(InetSocketAddress to, byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(to, 5_000);
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      return read(socket.getInputStream(), ascii("HEAD").length, request);
    }
  }

  private static Answer read(InputStream in, int method, byte[] request) throws IOException {
    String head = head(in);
    List<String> lines = head.lines().toList();
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    boolean isHead = new String(request, 0, method, StandardCharsets.ISO_8859_1).equals("HEAD");
    int length = isHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Answer(
        Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
        headers,
        in.readNBytes(length));
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException(
            "the connection ended after '%s'"
                .formatted(head.toString(StandardCharsets.ISO_8859_1)));
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
