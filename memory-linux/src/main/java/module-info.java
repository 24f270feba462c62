/**
 * Guest memory on Linux: pages trapped by {@code userfaultfd}, writes logged by write protection, and a guest made of
 * threads. Calls the kernel through {@code java.lang.foreign}: run with
 * {@code --enable-native-access=dev.ferry.memory.linux}.
 */
@SuppressWarnings("module") // dev.ferry.guest.kvm is built after this one
module dev.ferry.memory.linux {
    requires transitive dev.ferry.api;
    requires transitive dev.ferry.workload;
    requires static org.jspecify;

    exports dev.ferry.memory.linux;
    exports dev.ferry.memory.linux.guest;
    exports dev.ferry.memory.linux.nativecall to dev.ferry.guest.kvm;
}
