package io.plumbline.loadgen;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.UUID;

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
      return Sockets.of(SocketTransport.NIO);
    }
  },

  /** TCP by Netty's epoll. */
  EPOLL {
    @Override
    Sockets sockets() {
      return Sockets.of(SocketTransport.EPOLL);
    }

    @Override
    Optional<String> whyNot() {
      return SocketTransport.EPOLL.whyNot();
    }
  },

  /** TCP by Netty's io_uring. */
  IO_URING {
    @Override
    Sockets sockets() {
      return Sockets.of(SocketTransport.IO_URING);
    }

    @Override
    Optional<String> whyNot() {
      return SocketTransport.IO_URING.whyNot();
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
      return SocketTransport.EPOLL.whyNot();
    }
  };

  /** The parts of Netty that make a transport. */
  record Sockets(
      IoHandlerFactory handler,
      Class<? extends Channel> client,
      Class<? extends ServerChannel> server) {
    static Sockets of(SocketTransport transport) {
      return new Sockets(transport.handler(), transport.client(), transport.server());
    }
  }

  abstract Sockets sockets();

  /** Where a server can listen. */
  SocketAddress anyAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Why this machine does not have it; empty if it does. */
  Optional<String> whyNot() {
    return Optional.empty();
  }
}
