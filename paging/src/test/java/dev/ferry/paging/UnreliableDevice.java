package dev.ferry.paging;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A device that some calls do not reach, by the names of the methods. */
final class UnreliableDevice {

    /** Calls that fail, and do nothing. */
    final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    /** Calls that fail, and are done: their answer is lost. */
    final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final SwapDevice device;

    UnreliableDevice(SwapDevice device) {
        this.device = device;
    }

    SwapDevice face() {
        return (SwapDevice) Proxy.newProxyInstance(SwapDevice.class.getClassLoader(),
                new Class<?>[]{SwapDevice.class}, (_, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        requireReached(!unreachable.contains(method.getName()), method);
        try {
            Object result = method.invoke(device, arguments);
            requireReached(!unanswered.contains(method.getName()), method);
            return result;
        } catch (InvocationTargetException refused) {
            throw refused.getCause();
        }
    }

    private static void requireReached(boolean reached, Method method) {
        if (!reached) {
            throw new FerryException(ErrorCode.SWAP_UNREACHABLE,
                    method.getName() + " does not reach the device");
        }
    }
}
