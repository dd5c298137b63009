package kindling.driver.report.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.folder.RunFolderException;

/**
 * Serves a report on this machine alone, as it is at each request; browsers ask again every few
 * seconds until the run, search or study is finished.
 */
public final class ReportServer implements AutoCloseable {
  private static final String REFRESH_SECONDS = "5";

  private final HttpServer server;

  /**
   * Starts to serve.
   *
   * @param port of 127.0.0.1; 0: any that is free
   * @throws ConfigurationException where the port is taken
   */
  public ReportServer(FoundRun run, int port) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "--port: cannot listen on 127.0.0.1:%d: %s; choose another, or 0 for any that is free",
              port,
              e.getMessage()));
    }
    server.createContext("/", exchange -> answer(exchange, run));
    server.start();
  }

  /** Where a browser finds it. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static void answer(HttpExchange exchange, FoundRun run) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/")) {
        send(exchange, 404, "text/plain", "the report is at /");
        return;
      }
      try {
        FoundRun.Report report = run.report();
        if (!report.isFinished()) {
          exchange.getResponseHeaders().set("Refresh", REFRESH_SECONDS);
        }
        send(exchange, 200, "text/html", report.html());
      } catch (RunFolderException e) {
        exchange.getResponseHeaders().set("Refresh", REFRESH_SECONDS);
        send(exchange, 503, "text/plain", e.getMessage());
      }
    }
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
