package dev.ferry.swap.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;

/** A server that knows nothing of others. */
final class SingleServer extends RedisServer {

    private final RedisAddress address;
    private final ConnectionPool connections;

    SingleServer(RedisAddress address, Connecting connecting) {
        this.address = address;
        connections = new ConnectionPool(new HostAndPort(address.host(), address.port()),
                connecting.client(address.tls()), connecting.pool());
    }

    @Override
    String name() {
        return address.toString();
    }

    @Override
    String keyPrefix() {
        return "ferry:";
    }

    @Override
    Connection connection() {
        return connections.getResource();
    }

    @Override
    void forgetConnections() {
        connections.clear();
    }

    @Override
    void close() {
        connections.close();
    }
}
