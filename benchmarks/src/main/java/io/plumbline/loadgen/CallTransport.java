package io.plumbline.loadgen;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What carries calls between two ends on one machine. */
public enum CallTransport {
  /** No wire: gRPC hands the message's stream over. */
  IN_PROCESS {
    @Override
    Sockets sockets() {
      throw new IllegalStateException("in-process has no sockets");
    }
  },

  /** TCP by the JDK. */
  NIO {
    @Override
    Sockets sockets() {
      return new Sockets(
          NioIoHandler.newFactory(), NioSocketChannel.class, NioServerSocketChannel.class);
    }
  },

  /** TCP by Netty's epoll. */
  EPOLL {
    @Override
    Sockets sockets() {
      return new Sockets(
          EpollIoHandler.newFactory(), EpollSocketChannel.class, EpollServerSocketChannel.class);
    }

    @Override
    Optional<String> whyNot() {
      return because("epoll", Epoll.unavailabilityCause());
    }
  },

  /** TCP by Netty's io_uring. */
  IO_URING {
    @Override
    Sockets sockets() {
      return new Sockets(
          IoUringIoHandler.newFactory(),
          IoUringSocketChannel.class,
          IoUringServerSocketChannel.class);
    }

    @Override
    Optional<String> whyNot() {
      return because("io_uring", IoUring.unavailabilityCause());
    }
  },

  /** A Unix domain socket by Netty's epoll. */
  UNIX_SOCKET {
    @Override
    Sockets sockets() {
      return new Sockets(
          EpollIoHandler.newFactory(),
          EpollDomainSocketChannel.class,
          EpollServerDomainSocketChannel.class);
    }

    @Override
    SocketAddress anyAddress() {
      // Netty removes the file with the server.
      return new DomainSocketAddress(
          new File(System.getProperty("java.io.tmpdir"), "plumbline-" + UUID.randomUUID()));
    }

    @Override
    Optional<String> whyNot() {
      return because("epoll", Epoll.unavailabilityCause());
    }
  };

  /** The parts of Netty that make a transport. */
  record Sockets(
      IoHandlerFactory handler,
      Class<? extends Channel> client,
      Class<? extends ServerChannel> server) {}

  abstract Sockets sockets();

  /** Where a server can listen. */
  SocketAddress anyAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Why this machine does not have it; empty if it does. */
  Optional<String> whyNot() {
    return Optional.empty();
  }

  private static Optional<String> because(String name, @Nullable Throwable cause) {
    return Optional.ofNullable(cause).map(c -> name + " does not load: " + c);
  }
}
