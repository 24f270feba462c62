package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriterFirstLockTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WriterFirstLock lock = new WriterFirstLock();

    @Test
    void readersShareIt() {
        long first = lock.readLock();
        long second = lock.readLock();

        assertThat(lock.tryReadLock()).isNotZero();
        lock.unlockRead(first);
        lock.unlockRead(second);
    }

    @Test
    void aReaderLetsAWriterThatWaitsGoBeforeIt() throws Exception {
        long reading = lock.readLock();
        FutureTask<Long> writer = Background.start(lock::writeLock);

        Background.await(PATIENCE, "a reader is turned away", () -> !triesToRead());

        FutureTask<Long> reader = Background.start(lock::readLock);
        lock.unlockRead(reading);
        long writing = Background.result(writer, PATIENCE, "the writer");
        assertThat(triesToRead()).isFalse();
        lock.unlockWrite(writing);
        lock.unlockRead(Background.result(reader, PATIENCE, "the reader"));
    }

    private boolean triesToRead() {
        long stamp = lock.tryReadLock();
        if (stamp != 0) {
            lock.unlockRead(stamp);
        }
        return stamp != 0;
    }
}
