"""Reads InferRequests with Python's protobuf and tells what it saw and how it would write them itself.

    read_requests.py STUBS REQUESTS ANSWERS

REQUESTS holds messages, each after its length. ANSWERS gets of each: tier, deadline_ns, model_name, input_shape and
input_tensor, then the bytes of an equal message built anew. Integers are big-endian, counts and lengths have 4 bytes.
"""

import array
import struct
import sys

stubs, requests, answers = sys.argv[1:]
sys.path.insert(0, stubs)
import scheduler_pb2


def counted(data, count=None):
    return struct.pack(">i", len(data) if count is None else count) + data


with open(requests, "rb") as source, open(answers, "wb") as sink:
    while head := source.read(4):
        wire = source.read(struct.unpack(">i", head)[0])
        request = scheduler_pb2.InferRequest.FromString(wire)
        if request.SerializeToString() != wire:
            sys.exit("Python writes what it read in another way")
        tensor = array.array("f", request.input_tensor)
        if sys.byteorder == "little":
            tensor.byteswap()
        shape = list(request.input_shape)
        sink.write(struct.pack(">iq", request.tier, request.deadline_ns))
        sink.write(counted(request.model_name.encode()))
        sink.write(counted(struct.pack(f">{len(shape)}i", *shape), len(shape)))
        sink.write(counted(tensor.tobytes(), len(tensor)))
        anew = scheduler_pb2.InferRequest(
            tier=request.tier,
            deadline_ns=request.deadline_ns,
            model_name=request.model_name,
            input_tensor=list(request.input_tensor),
            input_shape=shape,
        )
        sink.write(counted(anew.SerializeToString()))
