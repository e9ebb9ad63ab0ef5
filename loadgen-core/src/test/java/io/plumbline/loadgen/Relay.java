package io.plumbline.loadgen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * Stands between a client and a server's port. Lets nothing through until it is opened, and resets
 * a number of connections after so many bytes from the client.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private final int serverPort;
  private final int resets;
  private final int resetAfterBytes;
  private final CountDownLatch opened = new CountDownLatch(1);

  Relay(int serverPort, int resets, int resetAfterBytes) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.serverPort = serverPort;
    this.resets = resets;
    this.resetAfterBytes = resetAfterBytes;
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lets the bytes of all connections through, also of those that have waited. */
  void open() {
    opened.countDown();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    opened.countDown();
  }

  private void accept() throws IOException {
    for (int i = 0; ; i++) {
      Socket client = listener.accept();
      int limit = i < resets ? resetAfterBytes : Integer.MAX_VALUE;
      daemon(() -> serve(client, limit));
    }
  }

  private void serve(Socket client, int limitBytes) throws IOException {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      opened.await();
      daemon(() -> pump(server.getInputStream(), client.getOutputStream(), Integer.MAX_VALUE));
      pump(client.getInputStream(), server.getOutputStream(), limitBytes);
      // Closes with a reset, not an orderly end.
      client.setSoLinger(true, 0);
      server.setSoLinger(true, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(InputStream from, OutputStream to, long limitBytes) throws IOException {
    byte[] buffer = new byte[65_536];
    for (long left = limitBytes; left > 0; ) {
      int count = from.read(buffer);
      if (count < 0) {
        return;
      }
      to.write(buffer, 0, count);
      left -= count;
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  /** A thread that ends with its sockets. */
  private static void daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // A socket was closed, here or there: the end of this thread's work.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
