package io.plumbline.loadgen;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What moves bytes between Netty and the kernel's TCP sockets. */
public enum SocketTransport {
  /** The JDK's selectors; everywhere. */
  NIO {
    @Override
    public Optional<String> whyNot() {
      return Optional.empty();
    }

    @Override
    IoHandlerFactory handler() {
      return NioIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> client() {
      return NioSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> server() {
      return NioServerSocketChannel.class;
    }
  },

  /** Netty's native epoll; on Linux. */
  EPOLL {
    @Override
    public Optional<String> whyNot() {
      return because("epoll", Epoll.unavailabilityCause());
    }

    @Override
    IoHandlerFactory handler() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> client() {
      return EpollSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> server() {
      return EpollServerSocketChannel.class;
    }
  },

  /** Netty's native io_uring; on Linux, where it is not forbidden. */
  IO_URING {
    @Override
    public Optional<String> whyNot() {
      return because("io_uring", IoUring.unavailabilityCause());
    }

    @Override
    IoHandlerFactory handler() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> client() {
      return IoUringSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> server() {
      return IoUringServerSocketChannel.class;
    }
  };

  /** epoll where it loads, because it writes without an object per frame; otherwise NIO. */
  public static SocketTransport best() {
    return EPOLL.whyNot().isEmpty() ? EPOLL : NIO;
  }

  /** Why this machine does not have it; empty if it does. */
  public abstract Optional<String> whyNot();

  abstract IoHandlerFactory handler();

  abstract Class<? extends SocketChannel> client();

  abstract Class<? extends ServerSocketChannel> server();

  private static Optional<String> because(String name, @Nullable Throwable cause) {
    return Optional.ofNullable(cause).map(c -> name + " does not load: " + c);
  }
}
